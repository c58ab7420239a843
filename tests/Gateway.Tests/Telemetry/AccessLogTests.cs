using System.Text.Json;
using Gateway.Telemetry;
using Gateway.Telemetry.Access;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Telemetry;

public sealed class AccessLogTests
{
    private readonly string _file = Path.Combine(Paths.Temporary("access"), "access.jsonl");

    [Fact]
    public async Task A_line_says_who_asked_what_and_which_version_answered()
    {
        await WriteAsync(new AccessLogOptions { File = _file }, entry => entry.Answered("id-1", ("digits", "2"), "randomised", 200, rescued: false));
        using JsonDocument line = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(_file, TestContext.Current.CancellationToken)));
        Assert.Equal(["at", "id", "model", "version", "assignment", "code", "rescued", "ms", "key"], line.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("id-1", "digits", "2", "anonymous"), (Text("id"), Text("model"), Text("version"), Text("key")));
        string? Text(string name) => line.RootElement.GetProperty(name).GetString();
    }

    [Fact]
    public async Task What_is_no_prediction_has_no_line()
    {
        await WriteAsync(new AccessLogOptions { File = _file }, _ => { });
        Assert.False(File.Exists(_file));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_a_problem_of_the_settings()
    {
        AccessLogOptions right = new() { File = _file }, wrong = new() { File = Path.Combine("/proc/none", "access.jsonl") };
        Assert.Empty(right.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(right)));
        Assert.Single(wrong.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(wrong)));
    }

    [Fact]
    public async Task A_full_file_is_followed_by_another_and_the_oldest_go()
    {
        await WriteAsync(new AccessLogOptions { File = _file, MaxBytes = 1024, Keep = 2 }, [.. Enumerable.Repeat<Action<AccessEntry>>(entry => entry.Refused("digits", 429), 100)]);
        FileInfo[] files = new DirectoryInfo(Path.GetDirectoryName(_file)!).GetFiles();
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.InRange(file.Length, 1, 2048));
    }

    [Fact]
    public async Task What_does_not_fit_is_counted_and_keeps_nobody_waiting()
    {
        double before = Dropped.AccessLog.Value;
        using AccessLog stuck = new(Options.Create(new AccessLogOptions { File = _file }), new FakeTimeProvider(), NullLogger<AccessLog>.Instance); // nobody writes: it was not started
        for (int request = 0; request < AccessLog.Waiting + 3; request++)
        {
            await stuck.TakeAsync(new DefaultHttpContext(), Asked(entry => entry.Refused("digits", 429)));
        }

        Assert.Equal(before + 3, Dropped.AccessLog.Value);
    }

    private static async Task WriteAsync(AccessLogOptions options, params Action<AccessEntry>[] requests)
    {
        using AccessLog log = new(Options.Create(options), new FakeTimeProvider(), NullLogger<AccessLog>.Instance);
        await log.StartAsync(TestContext.Current.CancellationToken);
        foreach (Action<AccessEntry> request in requests)
        {
            await log.TakeAsync(new DefaultHttpContext(), Asked(request));
        }

        await log.StopAsync(TestContext.Current.CancellationToken);
    }

    private static RequestDelegate Asked(Action<AccessEntry> fill) => context =>
    {
        fill(AccessEntry.Of(context)!);
        return Task.CompletedTask;
    };
}
