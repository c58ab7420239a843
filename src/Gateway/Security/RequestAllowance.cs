using System.Threading.RateLimiting;

namespace Gateway.Security;

/// <summary>How many requests a key may send: so many in a short time, and so many in a long one. Kept in memory, by each gateway for itself.</summary>
internal sealed class RequestAllowance : IDisposable
{
    private const int MostPeriods = 10;
    private readonly TokenBucketRateLimiter? _rate;
    private readonly FixedWindowRateLimiter? _quota;

    private RequestAllowance(Allowance? rate, Allowance? quota)
    {
        if (rate is { } fast)
        {
            int periods = Enumerable.Range(1, MostPeriods).Last(periods => fast.Count % periods == 0);
            _rate = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = fast.Count,
                TokensPerPeriod = fast.Count / periods,
                ReplenishmentPeriod = fast.Per / periods,
                QueueLimit = 0,
            });
        }

        if (quota is { } slow)
        {
            _quota = new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions { PermitLimit = slow.Count, Window = slow.Per, QueueLimit = 0 });
        }
    }

    /// <returns>Null: without a limit.</returns>
    public static RequestAllowance? Of(Allowance? rate, Allowance? quota) => rate is null && quota is null ? null : new RequestAllowance(rate, quota);

    /// <summary>Takes one request.</summary>
    /// <returns>Null: it is within both.</returns>
    public AccessRefusal? Take() => Take(_rate, "rate") ?? Take(_quota, "quota");

    public void Dispose()
    {
        _rate?.Dispose();
        _quota?.Dispose();
    }

    private static AccessRefusal? Take(RateLimiter? limiter, string what)
    {
        if (limiter is null)
        {
            return null;
        }

        using RateLimitLease lease = limiter.AttemptAcquire();
        return lease.IsAcquired ? null
            : new AccessRefusal(429, $"The key's {what} is used up.", lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1);
    }
}
