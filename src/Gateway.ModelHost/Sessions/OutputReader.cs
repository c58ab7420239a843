using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>From what the runtime gives to what the signature says.</summary>
internal sealed class OutputReader(IReadOnlyList<MapOutput> maps)
{
    /// <returns>The runtime's names of outputs that the signature names so.</returns>
    public IReadOnlyCollection<string> Asked(IReadOnlyList<string> outputs) =>
        maps.Count == 0 ? (IReadOnlyCollection<string>)outputs : [.. outputs.Select(name => MapOf(name)?.Name ?? name).Distinct()];

    /// <param name="asked">What <see cref="Asked"/> made of <paramref name="outputs"/>; <paramref name="results"/> are in its order.</param>
    /// <exception cref="ModelException">An output cannot be shown as tensors.</exception>
    public RunResult Read(IReadOnlyList<string> outputs, IReadOnlyCollection<string> asked, IDisposableReadOnlyCollection<OrtValue> results)
    {
        if (maps.Count == 0)
        {
            return new RunResult([.. outputs.Zip(results, (name, value) => new Output(name, value))], [results]);
        }

        List<IDisposable> memory = [results];
        try
        {
            Dictionary<string, Output> found = new(StringComparer.Ordinal);
            foreach ((string name, OrtValue value) in asked.Zip(results))
            {
                foreach (Output output in Outputs(name, value, memory))
                {
                    found[output.Name] = output;
                }
            }

            return new RunResult([.. outputs.Select(name => found[name])], memory);
        }
        catch
        {
            memory.ForEach(part => part.Dispose());
            throw;
        }
    }

    private MapOutput? MapOf(string name) => maps.FirstOrDefault(map => map.KeysName == name || map.ValuesName == name);

    private Output[] Outputs(string name, OrtValue value, List<IDisposable> memory)
    {
        if (maps.FirstOrDefault(map => map.Name == name) is not { } map)
        {
            return [new Output(name, value)];
        }

        (Output keys, Output values) = map.Unfold(value, memory);
        return [keys, values];
    }
}
