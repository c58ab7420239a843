namespace Gateway.Core.Models;

/// <summary>Whether clients of one signature can be served by another.</summary>
public static class Compatibility
{
    /// <param name="filled">Inputs that the new version fills by itself when they are absent.</param>
    /// <param name="dropped">Inputs that its host drops when they are sent.</param>
    /// <returns>Every way in which the new signature breaks the old one's clients; none: compatible.</returns>
    public static IReadOnlyList<string> Problems(ModelSignature old, ModelSignature next, IReadOnlyCollection<string> filled, IReadOnlyCollection<string> dropped)
    {
        List<string> problems = [];
        foreach (TensorSpec input in next.Inputs)
        {
            TensorSpec? before = old.Inputs.FirstOrDefault(other => other.Name == input.Name);
            if (before is null)
            {
                if (!input.Optional && !filled.Contains(input.Name))
                {
                    problems.Add($"the input \"{input.Name}\" is new and required");
                }

                continue;
            }

            Same("input", before, input, problems);
            if (!Takes(input.Shape, before.Shape))
            {
                problems.Add($"the input \"{input.Name}\" takes {Shape(input.Shape)}, and clients send {Shape(before.Shape)}");
            }
        }

        problems.AddRange(old.Inputs
            .Where(input => !dropped.Contains(input.Name) && next.Inputs.All(other => other.Name != input.Name))
            .Select(input => $"the input \"{input.Name}\", which clients send, is gone"));
        foreach (TensorSpec output in old.Outputs)
        {
            if (next.Outputs.FirstOrDefault(other => other.Name == output.Name) is not { } after)
            {
                problems.Add($"the output \"{output.Name}\" is gone");
                continue;
            }

            Same("output", output, after, problems);
            if (!Takes(output.Shape, after.Shape))
            {
                problems.Add($"the output \"{output.Name}\" is {Shape(after.Shape)}, and clients expect {Shape(output.Shape)}");
            }
        }

        return problems;
    }

    /// <returns>Every tensor of the shape <paramref name="given"/> has the shape <paramref name="wanted"/>.</returns>
    private static bool Takes(IReadOnlyList<long> wanted, IReadOnlyList<long> given) =>
        wanted.Count == given.Count && wanted.Zip(given).All(pair => pair.First < 0 || pair.First == pair.Second);

    private static void Same(string role, TensorSpec before, TensorSpec after, List<string> problems)
    {
        if (before.Datatype != after.Datatype)
        {
            problems.Add($"the {role} \"{before.Name}\" was {before.Datatype.Name()} and is {after.Datatype.Name()}");
        }
    }

    private static string Shape(IReadOnlyList<long> shape) => $"[{string.Join(",", shape)}]";
}
