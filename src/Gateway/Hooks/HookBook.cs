using Microsoft.Extensions.Options;

namespace Gateway.Hooks;

/// <summary>The configured sources, and who holds which secret.</summary>
internal sealed class HookBook
{
    private readonly HooksFile _file;

    /// <exception cref="StartupException">The file is none, with everything that is wrong.</exception>
    public HookBook(IOptions<HooksOptions> options) => _file = options.Value.File is { } path ? HooksFile.Read(path) : HooksFile.None;

    public bool Has(string kind) => _file.Sources.Any(source => source.Kind == kind);

    public HookSource? Source(int place) => place < _file.Sources.Count ? _file.Sources[place] : null;

    public bool IsAllowed(Uri address) => address.UserInfo.Length == 0 && _file.AllowedOrigins.Contains(address.GetLeftPart(UriPartial.Authority), StringComparer.OrdinalIgnoreCase);

    /// <returns>The delivery's id and the places of the sources whose secret signed it; every secret of the kind is tried.</returns>
    public (string? Delivery, int[] Places) Signed(string kind, IHeaderDictionary headers, byte[] body, DateTimeOffset now)
    {
        (string? Delivery, int Place)[] signed =
        [
            .. _file.Sources.Select((source, place) => (Delivery: source.Kind == kind ? HookSignature.Delivery(kind, headers, body, source.SecretBytes(), now) : null, place)).Where(one => one.Delivery is not null),
        ];
        return (signed.FirstOrDefault().Delivery, [.. signed.Select(one => one.Place)]);
    }

    /// <returns>Place of the source that the event is of; null: nobody waits for it.</returns>
    public int? For(HookEvent what, int[] places) => places.Where(place => _file.Sources[place] is var source && source.Repository == what.Repository
        && (what.Branch is null || what.Branch == source.Branch) && (what.Commit is null || source.From is not null)).Select(place => (int?)place).FirstOrDefault();
}
