using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>The one writer: whatever waits is written in one transaction and answered after its commit.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int LargestGroup = 128;
    private const string Savepoint = "work";

    private readonly Channel<SqliteWork> _waiting = Channel.CreateBounded<SqliteWork>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly Thread _thread;

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _thread = new Thread(Loop) { IsBackground = true, Name = "sqlite writer" };
        _thread.Start();
    }

    public event Action? Committed;

    public async Task<T> WriteAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work, CancellationToken cancellationToken)
    {
        SqliteWork<T> item = new((connection, transaction) => work(connection, transaction!), cancellationToken);
        try
        {
            await _waiting.Writer.WriteAsync(item, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new IOException("The database is closed.");
        }

        return await item.Answer;
    }

    /// <summary>Writes what was accepted, then closes.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _thread.Join();
        _connection.Dispose();
    }

    private void Loop()
    {
        List<SqliteWork> group = [];
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < LargestGroup && _waiting.Reader.TryRead(out SqliteWork? work))
            {
                group.Add(work);
            }

            Write(group);
            group.Clear();
        }
    }

    private void Write(List<SqliteWork> group)
    {
        Exception? problem = null;
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            group.ForEach(work => RunAlone(work, transaction));
            transaction.Commit();
            Committed?.Invoke();
        }
        catch (Exception wrong)
        {
            problem = wrong;
        }

        group.ForEach(work => work.Complete(problem));
    }

    private void RunAlone(SqliteWork work, SqliteTransaction transaction)
    {
        if (work.Cancelled)
        {
            work.Cancel();
            return;
        }

        transaction.Save(Savepoint);
        if (!work.Run(_connection, transaction))
        {
            transaction.Rollback(Savepoint);
        }

        transaction.Release(Savepoint);
    }
}
