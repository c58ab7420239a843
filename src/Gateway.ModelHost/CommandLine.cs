using System.CommandLine;
using System.Globalization;
using System.Text;
using Gateway.ModelHost.Endpoints.Grpc;

namespace Gateway.ModelHost;

/// <summary>The model host's options; an unknown one is refused.</summary>
internal static class CommandLine
{
    /// <summary>Bytes: 108 with the zero that ends it.</summary>
    private const int MostSocketPath = 107;

    private static readonly Option<string?> Repository = new("--repository") { Description = "A folder in Triton's layout: MODEL/VERSION/model.onnx." };
    private static readonly Option<string[]> Model = new("--model") { Description = "NAME=FILE: one model; may be repeated." };
    private static readonly Option<string> ModelVersion = new("--model-version") { Description = "The version of each --model.", DefaultValueFactory = _ => "1" };
    private static readonly Option<int> RestPort = Port("--rest-port", 8000);
    private static readonly Option<int> GrpcPort = Port("--grpc-port", 8001);
    private static readonly Option<int> MetricsPort = Port("--metrics-port", 8002);
    private static readonly Option<string> BindAddress = new("--bind-address") { Description = "An IP address.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<string?> UnixSocket = new("--unix-socket") { Description = "Listen here for REST, and at PATH.grpc for gRPC, and on no port." };
    private static readonly Option<int> Threads = new("--intra-op-threads") { Description = "Threads of one run; default: all cores.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<bool> Spinning = new("--allow-spinning") { Description = "Idle threads spin: faster alone, ruinous beside others." };
    private static readonly Option<int> Concurrency = new("--concurrency") { Description = "Runs at once.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<int> Queue = new("--queue") { Description = "Requests that may wait; more get 503.", DefaultValueFactory = _ => 256 };
    private static readonly Option<string?> Linger = new("--linger") { Description = "End by itself when no lease was held for so long." };
    private static readonly Option<string?> LogFile = new("--log-file") { Description = "Everything said goes there." };
    private static readonly Option<string?> Check = new("--check") { Description = "Load FILE, print a report as JSON, exit 0 or 1." };
    private static readonly Option<string[]> Default = new("--input-default") { Description = "NAME=JSON: elements that fill an absent input; may be repeated." };
    private static readonly Option<string[]> Ignore = new("--ignore-input") { Description = "An input to drop from requests; may be repeated." };
    private static readonly Option<bool> AllowInfinity = new("--allow-infinity") { Description = "Infinities are legal answers." };

    /// <returns>Null and an exit code when there is nothing to run.</returns>
    public static ServeOptions? Parse(string[] args, out int exitCode)
    {
        RootCommand root = new("Serves ONNX models over the Open Inference Protocol V2.");
        foreach (Option option in (Option[])[Repository, Model, ModelVersion, RestPort, GrpcPort, MetricsPort, BindAddress, UnixSocket, Threads, Spinning, Concurrency, Queue, Linger, LogFile, Check, Default, Ignore, AllowInfinity])
        {
            root.Options.Add(option);
        }

        bool run = false;
        root.SetAction(_ => { run = true; });
        ParseResult result = root.Parse(args);
        List<string> problems = [.. result.Errors.Select(error => error.Message)];
        ServeOptions? options = problems.Count == 0 ? Options(result, problems) : null;
        if (problems.Count > 0)
        {
            Console.Error.WriteLine(string.Join(Environment.NewLine, problems.Append("See --help.")));
            exitCode = 2;
            return null;
        }

        exitCode = result.Invoke();
        return run ? options : null;
    }

    private static ServeOptions Options(ParseResult result, List<string> problems)
    {
        List<ModelFile> models = [.. Pairs(result.GetValue(Model) ?? [], "--model", "NAME=FILE", problems).Select(pair => new ModelFile(pair.Key, result.GetValue(ModelVersion)!, pair.Value))];
        if (result.GetValue(Repository) is { } repository)
        {
            models.AddRange(Sessions.Repository.Find(repository, problems));
        }

        bool asked = result.Tokens.Count > 0 && result.GetResult("--help") is null && result.GetResult("--version") is null;
        if (asked && models.Count == 0 && result.GetValue(Check) is null && problems.Count == 0)
        {
            problems.Add("Nothing to serve: give --repository DIR or --model NAME=FILE.");
        }

        return new ServeOptions(
            models,
            result.GetValue(BindAddress)!,
            result.GetValue(RestPort),
            result.GetValue(GrpcPort),
            result.GetValue(MetricsPort),
            Socket(result.GetValue(UnixSocket), problems),
            new SessionSettings(
                Math.Max(1, result.GetValue(Threads)),
                result.GetValue(Spinning),
                Pairs(result.GetValue(Default) ?? [], "--input-default", "NAME=JSON", problems).ToDictionary(),
                result.GetValue(Ignore) ?? [],
                result.GetValue(AllowInfinity)),
            Math.Max(1, result.GetValue(Concurrency)),
            Math.Max(0, result.GetValue(Queue)),
            Duration(result.GetValue(Linger), problems),
            result.GetValue(LogFile),
            result.GetValue(Check));
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string[] words, string option, string form, List<string> problems)
    {
        foreach (string word in words)
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == word.Length - 1)
            {
                problems.Add($"{option}: \"{word}\" is not {form}.");
                continue;
            }

            yield return KeyValuePair.Create(word[..equals], word[(equals + 1)..]);
        }
    }

    private static string? Socket(string? path, List<string> problems)
    {
        int bytes = path is null ? 0 : Encoding.UTF8.GetByteCount(path + GrpcEndpoints.SocketSuffix);
        if (bytes > MostSocketPath)
        {
            problems.Add($"--unix-socket: \"{path}\" has {bytes} bytes with {GrpcEndpoints.SocketSuffix} behind it; a socket's path has at most {MostSocketPath}.");
        }

        return path;
    }

    /// <summary>Seconds or milliseconds: <c>30s</c>, <c>500ms</c>.</summary>
    private static TimeSpan? Duration(string? text, List<string> problems)
    {
        if (text is null)
        {
            return null;
        }

        bool milliseconds = text.EndsWith("ms", StringComparison.Ordinal);
        string number = milliseconds ? text[..^2] : text.TrimEnd('s');
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count) || count > 86_400_000)
        {
            problems.Add($"--linger: \"{text}\" is not a duration such as 30s or 500ms.");
            return null;
        }

        return milliseconds ? TimeSpan.FromMilliseconds(count) : TimeSpan.FromSeconds(count);
    }

    private static Option<int> Port(string name, int number) => new(name) { Description = "0: any free port.", DefaultValueFactory = _ => number };
}
