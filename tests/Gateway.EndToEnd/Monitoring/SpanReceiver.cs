using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.EndToEnd.Monitoring;

/// <summary>Takes spans over OTLP/HTTP, and reads of them what the tests ask.</summary>
public sealed class SpanReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SpanReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Span> Spans { get; } = new();

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<SpanReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        SpanReceiver receiver = new(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        foreach (ByteString span in Many(ByteString.CopyFrom(body.ToArray()), 1, 2, 2)) // resource_spans, scope_spans, spans
        {
            Spans.Enqueue(Span.Read(span));
        }
    }

    /// <returns>The messages at the end of a path of field numbers.</returns>
    private static IEnumerable<ByteString> Many(ByteString message, params int[] path) =>
        path.Length == 0 ? [message] : Fields(message).Where(field => field.Number == path[0]).SelectMany(field => Many(field.Bytes, path[1..]));

    private static List<(int Number, ByteString Bytes, ulong Value)> Fields(ByteString message)
    {
        List<(int, ByteString, ulong)> fields = [];
        CodedInputStream input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            int number = WireFormat.GetTagFieldNumber(tag);
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.LengthDelimited:
                    fields.Add((number, input.ReadBytes(), 0));
                    break;
                case WireFormat.WireType.Varint:
                    fields.Add((number, ByteString.Empty, input.ReadUInt64()));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return fields;
    }

    /// <summary>Ids in hexadecimal, as headers have them.</summary>
    public sealed record Span(string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Tags)
    {
        internal static Span Read(ByteString message)
        {
            var fields = Fields(message);
            return new Span(Hex(1), Hex(2), Hex(4), fields.First(field => field.Number == 5).Bytes.ToStringUtf8(), fields.Where(field => field.Number == 9).Select(field => Tag(field.Bytes)).ToDictionary());

            string Hex(int number) => Convert.ToHexStringLower((fields.FirstOrDefault(field => field.Number == number).Bytes ?? ByteString.Empty).Span);
        }

        /// <summary>A text or a whole number.</summary>
        private static (string Key, string Value) Tag(ByteString message)
        {
            var fields = Fields(message);
            (int number, ByteString bytes, ulong value) = Fields(fields[1].Bytes).Single();
            return (fields[0].Bytes.ToStringUtf8(), number == 1 ? bytes.ToStringUtf8() : $"{value}");
        }
    }
}
