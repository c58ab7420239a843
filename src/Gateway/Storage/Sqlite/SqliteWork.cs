using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>One caller's work on a connection, and its answer.</summary>
internal abstract class SqliteWork(CancellationToken cancellationToken)
{
    public bool Cancelled => cancellationToken.IsCancellationRequested;

    protected CancellationToken CancellationToken => cancellationToken;

    /// <summary>Keeps the result or the exception for <see cref="Complete"/>.</summary>
    /// <returns>False when it threw.</returns>
    public abstract bool Run(SqliteConnection connection, SqliteTransaction? transaction);

    /// <summary>Hands the answer to the caller.</summary>
    /// <param name="problem">What happened to the whole group, if anything.</param>
    public abstract void Complete(Exception? problem);

    public void Cancel() => Complete(new OperationCanceledException(cancellationToken));

    /// <summary>The database's own trouble becomes an <see cref="IOException"/>; a broken constraint stays what it is.</summary>
    public static Exception Translate(Exception problem) =>
        problem is SqliteException { SqliteErrorCode: not 19 } sqlite
            ? new IOException($"The database could not be used: {sqlite.Message}", sqlite)
            : problem;
}

internal sealed class SqliteWork<T>(Func<SqliteConnection, SqliteTransaction?, T> work, CancellationToken cancellationToken)
    : SqliteWork(cancellationToken)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _problem;
    private T? _result;

    public Task<T> Answer => _answer.Task;

    public override bool Run(SqliteConnection connection, SqliteTransaction? transaction)
    {
        try
        {
            _result = work(connection, transaction);
            return true;
        }
        catch (Exception problem)
        {
            _problem = problem;
            return false;
        }
    }

    public override void Complete(Exception? problem)
    {
        switch (_problem ?? problem)
        {
            case null:
                _answer.TrySetResult(_result!);
                break;
            case OperationCanceledException:
                _answer.TrySetCanceled(CancellationToken);
                break;
            case { } wrong:
                _answer.TrySetException(Translate(wrong));
                break;
        }
    }
}
