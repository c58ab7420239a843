using System.Threading.Channels;
using Gateway.Core.Models;

namespace Gateway.Rollouts.Starts;

/// <summary>Versions that became ready and whose model says <c>onPush: rollout</c>, until their rollouts are started.</summary>
internal sealed class PushedVersions
{
    private readonly Channel<VersionKey> _waiting = Channel.CreateBounded<VersionKey>(1024);

    /// <summary>Waits while there are too many: a push is not answered sooner than it can be taken.</summary>
    public ValueTask AddAsync(VersionKey version, CancellationToken cancellationToken) => _waiting.Writer.WriteAsync(version, cancellationToken);

    public IAsyncEnumerable<VersionKey> ReadAsync(CancellationToken cancellationToken) => _waiting.Reader.ReadAllAsync(cancellationToken);
}
