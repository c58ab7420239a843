using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints;

/// <summary>Requests that nobody sent, over the host's own socket; every fourth is refused, for a process's first exception costs as much as its first answer.</summary>
/// <param name="first">Requests before the process's first model; what the process shares is warm after it.</param>
internal abstract class Rehearsal(int first, TimeProvider time) : IRehearsal
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(250);

    private bool _warm;

    public async Task RehearseAsync(ReadyModel ready)
    {
        byte[] refused = Refused(ready.File);
        byte[] good = Example(ready) ?? refused;
        int most = _warm ? AtOnce : first;
        long began = time.GetTimestamp();
        for (int sent = 0; sent < most && time.GetElapsedTime(began) < Budget; sent += AtOnce)
        {
            await SendAsync(ready.File, [.. Enumerable.Repeat(good, AtOnce - 1), refused]);
        }

        _warm = true;
    }

    /// <summary>What the model does not take.</summary>
    protected abstract byte[] Refused(ModelFile file);

    /// <returns>What it takes; null when that would be too large.</returns>
    protected abstract byte[]? Example(ReadyModel ready);

    /// <summary>One after the other over one connection; what they answer is of no interest.</summary>
    protected abstract Task SendAsync(ModelFile file, byte[][] requests);
}
