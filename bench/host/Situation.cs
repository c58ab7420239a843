namespace Gateway.Serving;

/// <summary>One model and those who ask it.</summary>
/// <param name="Sizes">Of the layers.</param>
/// <param name="Batches">That the direct loop tries; its best counts.</param>
internal sealed record Situation(string Name, string Title, int[] Sizes, int Clients, int[] Batches)
{
    public static readonly IReadOnlyList<Situation> All =
    [
        new("large", "A large model: 1024-4096-4096-1000 in FP32, 100 MB", [1024, 4096, 4096, 1000], 32, [1, 8, 32, 64]),
        new("small", "A small model: 784-256-10", [784, 256, 10], 16, [1]),
        new("tiny", "Small requests: 64-32-10, as large as a row of `samples/digits`", [64, 32, 10], 16, [1]),
    ];

    public int Columns => Sizes[0];

    public int Results => Sizes[^1];
}
