using BenchmarkDotNet.Attributes;
using Gateway.Routing.Routes;
using Gateway.Tests.Routing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Benchmarks;

/// <summary>From a name to a version: the same whether one model or a thousand are there.</summary>
public class RouteBenchmarks
{
    private readonly HeaderDictionary _headers = new() { ["Host"] = "localhost", ["Content-Type"] = "application/json" };
    private RouteTable _table = new();
    private string[] _names = [];
    private int _next;

    [Params(1, 1000)]
    public int Models { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        using RequestPath path = RequestPath.Start();
        _table = new RouteTable();
        _names = [.. Enumerable.Range(0, Models).Select(number => $"model-{number}")];
        _table.AddAll(_names.Select(path.Snapshot));
    }

    [Benchmark]
    public int FindAndChoose()
    {
        _next = _next + 1 == Models ? 0 : _next + 1;
        return VersionChoice.Of(_table.Find(_names[_next].AsSpan())!.Current, null, _headers).Arm.Name.Length;
    }
}
