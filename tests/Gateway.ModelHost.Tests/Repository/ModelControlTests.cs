using System.Net;
using System.Text;
using Gateway.ModelHost.Sessions;
using Gateway.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Hosting.Internal;
using Xunit;

namespace Gateway.ModelHost.Tests.Repository;

/// <summary>Models that come and go while the host runs.</summary>
public sealed class ModelControlTests : IDisposable
{
    private readonly string _folder = Paths.Temporary("repository");
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);

    [Fact]
    public async Task On_request_a_model_is_loaded_replaced_and_unloaded_and_a_broken_one_changes_nothing()
    {
        Put("mnist", 1, "derived/mnist_batch");
        (ModelRepository repository, ModelSet models) = await StartAsync(ModelControl.Explicit);
        Assert.Equal([new ModelIndex("mnist")], repository.Index(readyOnly: false));
        Assert.True(models.Ready);
        await repository.LoadAsync("mnist", null, CancellationToken.None);
        ReadyModel first = models.Find("mnist", null)!.Ready!;
        await repository.LoadAsync("mnist", null, CancellationToken.None);
        Assert.Same(first, models.Find("mnist", null)!.Ready); // nothing has changed

        Put("mnist", 1, "broken_text");
        RepositoryException refused = await Assert.ThrowsAsync<RepositoryException>(() => repository.LoadAsync("mnist", null, CancellationToken.None));
        Assert.Equal(RepositoryFault.Failed, refused.Fault);
        Assert.StartsWith("failed to load 'mnist', version 1: ", refused.Message, StringComparison.Ordinal);
        Assert.Same(first, models.Find("mnist", null)!.Ready);

        Put("mnist", 1, "mnist");
        Put("mnist", 2, "derived/mnist_v4_wrong");
        await repository.LoadAsync("mnist", null, CancellationToken.None);
        Assert.Equal(["1", "2"], models.Versions("mnist"));
        Assert.NotSame(first, models.Find("mnist", "1")!.Ready);
        Assert.Equal(2, repository.Index(readyOnly: true).Count);

        await repository.UnloadAsync("mnist", CancellationToken.None);
        Assert.Null(models.Find("mnist", null));
        Assert.Equal(RepositoryFault.Unknown, (await Assert.ThrowsAsync<RepositoryException>(() => repository.UnloadAsync("mnist", CancellationToken.None))).Fault);
        Assert.Equal(RepositoryFault.Unknown, (await Assert.ThrowsAsync<RepositoryException>(() => repository.LoadAsync("nope", null, CancellationToken.None))).Fault);
    }

    [Fact]
    public async Task A_load_request_may_bring_its_own_configuration_and_files()
    {
        (ModelRepository repository, ModelSet models) = await StartAsync(ModelControl.Explicit);
        byte[] file = await File.ReadAllBytesAsync(FixtureModels.FileOf("derived/mnist_batch"));
        await repository.LoadAsync("mnist", new ModelOverride("""{"max_batch_size":4}""", new Dictionary<string, byte[]> { ["7/model.onnx"] = file }), CancellationToken.None);
        Assert.Equal(("7", 4), (models.Find("mnist", null)!.File.Version, models.Find("mnist", null)!.Ready!.Batcher.Rules.MaxBatchSize));
        foreach (string name in new[] { "../1/model.onnx", "model.onnx", "1/../model.onnx", "x/model.onnx" })
        {
            RepositoryException refused = await Assert.ThrowsAsync<RepositoryException>(() => repository.LoadAsync("mnist", new ModelOverride("{}", new Dictionary<string, byte[]> { [name] = file }), CancellationToken.None));
            Assert.Equal(RepositoryFault.Invalid, refused.Fault);
        }
    }

    [Fact]
    public async Task A_look_at_the_folder_takes_in_what_is_new_and_lets_go_of_what_is_gone()
    {
        Put("a", 1, "mnist");
        (ModelRepository repository, ModelSet models) = await StartAsync(ModelControl.Poll);
        Put("b", 1, "derived/mnist_batch");
        await repository.PollAsync(CancellationToken.None);
        Assert.NotNull(models.Find("b", null)!.Ready);
        Directory.Delete(Path.Combine(_folder, "a"), recursive: true);
        Put("b", 1, "broken_truncated_mnist");
        await repository.PollAsync(CancellationToken.None);
        Assert.Null(models.Find("a", null));
        Assert.NotNull(models.Find("b", null)!.Ready);
        Assert.Equal(RepositoryFault.NotExplicit, (await Assert.ThrowsAsync<RepositoryException>(() => repository.LoadAsync("b", null, CancellationToken.None))).Fault);
    }

    [Fact]
    public async Task A_model_that_is_not_what_its_configuration_says_fails_by_name_and_alone()
    {
        Put("mnist", 1, "mnist");
        Put("wrong", 1, "mnist");
        await File.WriteAllTextAsync(Path.Combine(_folder, "wrong", "config.pbtxt"), "input { name: \"pixels\" data_type: TYPE_FP32 dims: 1 }");
        (ModelRepository repository, _) = await StartAsync(ModelControl.None);
        Assert.Equal(["mnist Ready", "wrong Unavailable"], repository.Index(readyOnly: false).Select(line => $"{line.Name} {line.State}"));
        Assert.Contains("\"pixels\"", repository.Index(readyOnly: false)[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_lose_nothing_while_the_model_under_them_is_replaced()
    {
        Put("mnist", 1, "mnist");
        await using HostProcess host = await HostProcess.StartAsync("--repository", _folder, "--model-control", "poll", "--repository-poll-secs", "1");
        string request = FixtureModels.Request("mnist");
        using CancellationTokenSource stop = new();
        int sent = 0;
        Task<HttpStatusCode[]> clients = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            HttpStatusCode last = HttpStatusCode.OK;
            while (!stop.IsCancellationRequested && last == HttpStatusCode.OK)
            {
                using HttpResponseMessage answer = await host.Client.PostAsync("/v2/models/mnist/infer", new StringContent(request, Encoding.UTF8, "application/json"), CancellationToken.None);
                last = answer.StatusCode;
                Interlocked.Increment(ref sent);
            }

            return last;
        }));
        for (int version = 2; version < 5; version++)
        {
            Put("mnist", version, "mnist");
            Directory.Delete(Path.Combine(_folder, "mnist", $"{version - 1}"), recursive: true);
            await Eventually.TrueAsync(async () => (await host.Client.GetAsync($"/v2/models/mnist/versions/{version}/ready")).IsSuccessStatusCode, $"version {version}", otherwise: () => host.Process.Output);
        }

        await stop.CancelAsync();
        Assert.All(await clients, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.True(Volatile.Read(ref sent) > 100);
    }

    [Fact]
    public async Task Over_REST_a_model_is_loaded_with_its_own_files_and_unloaded()
    {
        await using HostProcess host = await HostProcess.StartAsync("--repository", _folder, "--model-control", "explicit");
        string file = Convert.ToBase64String(await File.ReadAllBytesAsync(FixtureModels.FileOf("mnist")));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "mnist/load", $$$"""{"parameters":{"config":"{}","file:3/model.onnx":"{{{file}}}"}}"""));
        Assert.True((await host.Client.GetAsync("/v2/models/mnist/versions/3/ready")).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, "mnist/load", """{"parameters":{"file:3/model.onnx":"AA=="}}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, "mnist/load", """{"parameters":{"colour":"red"}}"""));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(host, "nope/load", ""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, "mnist/unload", ""));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/v2/models/mnist/ready")).StatusCode);
    }

    [Fact]
    public async Task A_thousand_loads_and_unloads_do_not_grow_without_bound()
    {
        Assert.SkipUnless(LongTests.Asked, LongTests.Reason);
        Put("digits", 1, "derived/mnist_batch");
        await using HostProcess host = await HostProcess.StartAsync("--repository", _folder, "--model-control", "explicit"); // of its own: other tests' memory is not counted
        long before = 0;
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await PostAsync(host, "digits/load", "{}"), await PostAsync(host, "digits/unload", "{}")));
            before = i == 99 ? host.Process.Memory : before; // what the runtime keeps for good it has by now
        }

        Assert.InRange(host.Process.Memory - before, long.MinValue, 64L << 20); // less than 0.07 MiB a cycle
    }

    public void Dispose() => _lifetime.StopApplication();

    private async Task<(ModelRepository Repository, ModelSet Models)> StartAsync(ModelControl control)
    {
        ServeOptions options = CommandLine.Parse(["--repository", _folder, "--model-control", control.ToString()], out _)!;
        ModelSet models = new(_lifetime);
        ModelRepository repository = new(options, models, new ModelLoader(options, [], TimeProvider.System, NullLogger<ModelLoader>.Instance), TimeProvider.System);
        await repository.LoadAtStartAsync(CancellationToken.None);
        return (repository, models);
    }

    private static async Task<HttpStatusCode> PostAsync(HostProcess host, string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await host.Client.PostAsync("/v2/repository/models/" + path, content);
        return answer.StatusCode;
    }

    /// <summary>Whole or not at all, as whoever copies into a polled folder should.</summary>
    private void Put(string model, int version, string fixture)
    {
        string folder = Path.Combine(_folder, model, $"{version}");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(Paths.Models, fixture, "model.onnx"), Path.Combine(folder, "incoming"), overwrite: true);
        File.SetLastWriteTimeUtc(Path.Combine(folder, "incoming"), DateTime.UnixEpoch.AddSeconds(Interlocked.Increment(ref _puts)));
        File.Move(Path.Combine(folder, "incoming"), Path.Combine(folder, "model.onnx"), overwrite: true);
    }

    private int _puts;
}
