using System.CommandLine;
using System.Globalization;
using System.Text;
using Gateway.Core.Models;
using Gateway.Core.Names;
using Gateway.ModelHost.Batching;
using Gateway.ModelHost.Endpoints.Grpc;
using Gateway.ModelHost.Repository;

namespace Gateway.ModelHost;

/// <summary>The model host's options; an unknown one is refused.</summary>
internal static class CommandLine
{
    /// <summary>Bytes: 108 with the zero that ends it.</summary>
    private const int MostSocketPath = 107;

    private static readonly Option<string?> Folder = new("--repository") { Description = "A folder in Triton's layout: MODEL/VERSION/model.onnx." };
    private static readonly Option<ModelControl> Control = new("--model-control") { Description = "When the repository's models are loaded: none (all at start), poll (again when the folder has changed), explicit (on request).", DefaultValueFactory = _ => ModelControl.None };
    private static readonly Option<int> PollSeconds = new("--repository-poll-secs") { Description = "Seconds between two looks at the folder.", DefaultValueFactory = _ => 15 };
    private static readonly Option<string[]> LoadModel = new("--load-model") { Description = "With explicit: a model to load at start, * for all; may be repeated." };
    private static readonly Option<string[]> Model = new("--model") { Description = "NAME=FILE: one model; may be repeated." };
    private static readonly Option<string> ModelVersion = new("--model-version") { Description = "The version of each --model.", DefaultValueFactory = _ => "1" };
    private static readonly Option<int> RestPort = Port("--rest-port", 8000);
    private static readonly Option<int> GrpcPort = Port("--grpc-port", 8001);
    private static readonly Option<int> MetricsPort = Port("--metrics-port", 8002);
    private static readonly Option<string> BindAddress = new("--bind-address") { Description = "An IP address.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<string?> UnixSocket = new("--unix-socket") { Description = "Listen here for REST, and at PATH.grpc for gRPC, and on no port." };
    private static readonly Option<int> Threads = new("--intra-op-threads") { Description = "Threads of one run; default: all cores.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<bool> Spinning = new("--allow-spinning") { Description = "Idle threads spin: faster alone, ruinous beside others." };
    private static readonly Option<string> DeviceName = new("--device") { Description = $"Where models run: {Device.Form}.", DefaultValueFactory = _ => "cpu" };
    private static readonly Option<int> Concurrency = new("--concurrency") { Description = "Runs of a model at once; default: as many as its threads leave room for." };
    private static readonly Option<int?> Queue = new("--queue") { Description = "Requests that may wait for a model, 256 by default." };
    private static readonly Option<int?> MaxBatchSize = new("--max-batch-size") { Description = "Rows of waiting requests that are run together at most, 64 by default; 1: none." };
    private static readonly Option<string?> MaxQueueDelay = new("--max-queue-delay") { Description = "How long a request waits for others although a turn is free, such as 2ms; by default not at all." };
    private static readonly Option<string?> Linger = new("--linger") { Description = "End by itself when no lease was held for so long, such as 30s." };
    private static readonly Option<string?> LogFile = new("--log-file") { Description = "Everything said goes there." };
    private static readonly Option<string?> Check = new("--check") { Description = "Load FILE, print a report as JSON, exit 0 or 1." };
    private static readonly Option<string?> Golden = new("--golden") { Description = "With --check: rows to ask, JSONL." };
    private static readonly Option<bool> Measure = new("--measure") { Description = "With --check: measure time and memory as well." };
    private static readonly Option<string[]> Default = new("--input-default") { Description = "NAME=JSON: elements that fill an absent input; may be repeated." };
    private static readonly Option<string[]> Ignore = new("--ignore-input") { Description = "An input to drop from requests; may be repeated." };
    private static readonly Option<bool> OneFile = new("--one-file") { Description = "Refuse models whose weights lie in other files." };
    private static readonly Option<bool> AllowInfinity = new("--allow-infinity") { Description = "Infinities are legal answers." };

    private static readonly Option<int> MaxBody = new("--max-body") { Description = "Bytes of a request's body, decompressed; more is 413.", DefaultValueFactory = _ => 64 << 20 };
    private static readonly Option<bool> Triton = new("--triton-compatibility") { Description = "Statuses, texts and the server's name are Triton's, also where they are odd." };
    private static readonly Option<bool> BoolFromNumbers = new("--bool-from-numbers") { Description = "0 and 1 are taken for BOOL in JSON." };

    /// <returns>Null and an exit code when there is nothing to run.</returns>
    public static ServeOptions? Parse(string[] args, out int exitCode)
    {
        RootCommand root = new("Serves ONNX models over the Open Inference Protocol V2.");
        foreach (Option option in (Option[])[Folder, Control, PollSeconds, LoadModel, Model, ModelVersion, RestPort, GrpcPort, MetricsPort, BindAddress, UnixSocket, Threads, Spinning, DeviceName, Concurrency, Queue, MaxBatchSize, MaxQueueDelay, Linger, LogFile, Check, Golden, Measure, Default, Ignore, OneFile, AllowInfinity, MaxBody, Triton, BoolFromNumbers])
        {
            root.Options.Add(option);
        }

        bool run = false;
        root.SetAction(_ => { run = true; });
        ParseResult result = root.Parse(args);
        List<string> problems = [.. OptionProblems.Of(result.Errors.Select(error => error.Message), result.UnmatchedTokens, root.Options.Select(option => option.Name))];
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
        RepositoryOptions? repository = result.GetValue(Folder) is { } folder ? RepositoryOf(folder, result, problems) : null;
        bool asked = result.Tokens.Count > 0 && result.GetResult("--help") is null && result.GetResult("--version") is null;
        if (asked && models.Count == 0 && repository is null && result.GetValue(Check) is null && problems.Count == 0)
        {
            problems.Add("Nothing to serve: give --repository DIR or --model NAME=FILE.");
        }

        return new ServeOptions(
            models,
            repository,
            result.GetValue(BindAddress)!,
            result.GetValue(RestPort),
            result.GetValue(GrpcPort),
            result.GetValue(MetricsPort),
            Socket(result.GetValue(UnixSocket), problems),
            new SessionSettings(
                DeviceOf(result.GetValue(DeviceName)!, problems),
                Math.Max(1, result.GetValue(Threads)),
                result.GetValue(Spinning),
                Pairs(result.GetValue(Default) ?? [], "--input-default", "NAME=JSON", problems).ToDictionary(),
                result.GetValue(Ignore) ?? [],
                result.GetValue(AllowInfinity))
            { AllowExternalData = !result.GetValue(OneFile) },
            new BatchSettings(
                result.GetValue(MaxBatchSize), Duration("--max-queue-delay", result.GetValue(MaxQueueDelay), problems)?.TotalMilliseconds, null, result.GetValue(Queue), Math.Max(0, result.GetValue(Concurrency))),
            Duration("--linger", result.GetValue(Linger), problems),
            result.GetValue(LogFile),
            result.GetValue(Check))
        {
            Golden = result.GetValue(Golden),
            Measure = result.GetValue(Measure),
            Rest = new RestOptions(Math.Max(1, result.GetValue(MaxBody)), result.GetValue(Triton), result.GetValue(BoolFromNumbers)),
        };
    }

    private static RepositoryOptions? RepositoryOf(string folder, ParseResult result, List<string> problems)
    {
        if (!Directory.Exists(folder))
        {
            problems.Add($"--repository: there is no folder {folder}.");
            return null;
        }

        problems.AddRange(Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => !ModelName.IsValid(name))
            .Select(name => $"--repository: \"{name}\" is no model name: {ModelName.Form}."));
        ModelControl control = result.GetValue(Control);
        if (control == ModelControl.None && !ModelFolder.All(folder).Any(model => model.Versions().Count > 0))
        {
            problems.Add($"--repository: {folder} holds no MODEL/VERSION/model.onnx.");
        }

        return new RepositoryOptions(folder, control, TimeSpan.FromSeconds(Math.Max(1, result.GetValue(PollSeconds))), result.GetValue(LoadModel) ?? []);
    }

    private static Device DeviceOf(string text, List<string> problems)
    {
        if (!Device.TryParse(text, out Device device))
        {
            problems.Add($"--device: \"{text}\" is not {Device.Form}.");
        }

        return device;
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
    private static TimeSpan? Duration(string option, string? text, List<string> problems)
    {
        if (text is null)
        {
            return null;
        }

        bool milliseconds = text.EndsWith("ms", StringComparison.Ordinal);
        string number = milliseconds ? text[..^2] : text.TrimEnd('s');
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count) || count > 86_400_000)
        {
            problems.Add($"{option}: \"{text}\" is not a duration such as 30s or 500ms.");
            return null;
        }

        return milliseconds ? TimeSpan.FromMilliseconds(count) : TimeSpan.FromSeconds(count);
    }

    private static Option<int> Port(string name, int number) => new(name) { Description = $"Default {number}; 0: any free port.", DefaultValueFactory = _ => number };
}
