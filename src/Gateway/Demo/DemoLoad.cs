using System.Net.Http.Headers;
using System.Text.Json;

namespace Gateway.Demo;

/// <summary>Clients that send real rows, one request after the other, at a steady pace.</summary>
internal sealed class DemoLoad(Uri prediction, DemoRow[] rows, DemoTally tally, TimeProvider time)
{
    private const int Clients = 8;
    private const int PerSecond = 400;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using HttpClient http = new() { BaseAddress = prediction, Timeout = TimeSpan.FromSeconds(30) };
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => SendAsync(http, client, cancellationToken)));
    }

    private async Task SendAsync(HttpClient http, int client, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        try
        {
            for (long i = 0; ; i++)
            {
                TimeSpan early = TimeSpan.FromSeconds((double)i * Clients / PerSecond) - time.GetElapsedTime(started);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early, time, cancellationToken);
                }

                cancellationToken.ThrowIfCancellationRequested();
                await PredictAsync(http, rows[(i * Clients + client) % rows.Length]);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the demonstration is over
        }
    }

    private async Task PredictAsync(HttpClient http, DemoRow row)
    {
        using ByteArrayContent body = new(row.Body);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using HttpResponseMessage response = await http.PostAsync("/v2/models/digits/infer", body, CancellationToken.None);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
            string? version = response.Headers.TryGetValues("x-model-version", out IEnumerable<string>? names) ? names.First() : null;
            tally.Add((int)response.StatusCode, version, response.IsSuccessStatusCode && Label(answer) == row.Label, response.Headers.Contains("x-rescued"));
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            tally.Add(0, null, false, false);
        }
    }

    private static int? Label(byte[] answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        foreach (JsonElement output in document.RootElement.GetProperty("outputs").EnumerateArray())
        {
            if (output.GetProperty("name").ValueEquals("label"))
            {
                return output.GetProperty("data")[0].GetInt32();
            }
        }

        return null;
    }
}
