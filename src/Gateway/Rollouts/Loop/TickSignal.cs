using System.Threading.Channels;

namespace Gateway.Rollouts.Loop;

/// <summary>Wakes the tick before its time.</summary>
internal sealed class TickSignal
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => _wake.Writer.TryWrite(true);

    public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_wake.Reader.WaitToReadAsync(cancellationToken).AsTask(), Task.Delay(most, time, cancellationToken));
        _wake.Reader.TryRead(out _);
    }
}
