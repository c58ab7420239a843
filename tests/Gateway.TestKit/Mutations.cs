using CsCheck;

namespace Gateway.TestKit;

/// <summary>Texts that were right once: pieces of them are cut out, doubled, moved and replaced.</summary>
public static class Mutations
{
    private static readonly string[] Pieces =
        ["{", "}", "[", "]", "\"", ":", ",", "null", "true", "1e999", "-0", "9223372036854775808", "\\u0000", "\\ud800", "\0", "é", "\n", "  ", "&a ", "*a", "? ", "!!", "<<: ", "---\n", "$", "%"];

    private static readonly Gen<Change> Changes = Gen.Select(Gen.Int[0, 4], Gen.Double[0, 1], Gen.Double[0, 0.2], Gen.Double[0, 1], Gen.OneOf(Pieces))
        .Select((kind, at, share, to, piece) => new Change(kind, at, share, to, piece));

    public static Gen<string> Of(params string[] seeds) =>
        Gen.Select(Gen.OneOf(seeds), Changes.Array[1, 4]).Select((seed, changes) => changes.Aggregate(seed, (text, change) => change.Of(text)));

    /// <summary>So many at once, and ten times as many in CI: over a million in all.</summary>
    public static int Cases(int usual) => LongTests.Asked ? usual * 10 : usual;

    private sealed record Change(int Kind, double At, double Share, double To, string Piece)
    {
        public string Of(string text)
        {
            int start = (int)(At * text.Length), length = Math.Min(text.Length - start, 1 + (int)(Share * text.Length)), to = (int)(To * text.Length);
            string cut = text.Remove(start, length), taken = text.Substring(start, length);
            return Kind switch
            {
                0 => cut,
                1 => text.Insert(to, taken),
                2 => cut.Insert(Math.Min(to, cut.Length), taken),
                3 => text.Insert(start, Piece),
                _ => cut.Insert(start, Piece),
            };
        }
    }
}
