namespace Gateway.Serving;

/// <summary>Made-up rows, the same each time: four decimals, as people send them.</summary>
internal static class Rows
{
    public static float[][] Of(int columns, int count)
    {
        Random random = new(11);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, columns).Select(_ => (float)Math.Round(random.NextDouble(), 4)).ToArray())];
    }
}
