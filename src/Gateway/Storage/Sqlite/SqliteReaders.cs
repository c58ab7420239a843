using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>A few threads, each with a connection of its own: SQLite blocks its thread, so never a request's.</summary>
internal sealed class SqliteReaders : IDisposable
{
    private const int Count = 3;

    private readonly Channel<SqliteWork> _waiting = Channel.CreateBounded<SqliteWork>(4096);
    private readonly Thread[] _threads;

    public SqliteReaders(Func<SqliteConnection> open)
    {
        SqliteConnection[] connections = [.. Enumerable.Range(0, Count).Select(_ => open())];
        _threads = [.. connections.Select((connection, place) => new Thread(() => Loop(connection)) { IsBackground = true, Name = $"sqlite reader {place}" })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        SqliteWork<T> item = new((connection, _) => work(connection), cancellationToken);
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

    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Loop(SqliteConnection connection)
    {
        using SqliteConnection own = connection;
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_waiting.Reader.TryRead(out SqliteWork? work))
            {
                Read(own, work);
            }
        }
    }

    private static void Read(SqliteConnection connection, SqliteWork work)
    {
        if (work.Cancelled)
        {
            work.Cancel();
            return;
        }

        work.Run(connection, transaction: null);
        work.Complete(problem: null);
    }
}
