using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Cli;

public sealed class ExplainTests
{
    private static readonly string HeldOut = Path.Combine(Digits.Folder, "heldout.csv");

    [Fact]
    public async Task A6_a_shuffled_column_costs_what_the_model_took_from_it()
    {
        (int exit, JsonElement said) = await Tool.JsonAsync("explain", "global", Digits.Artifact(1), "--data", HeldOut, "--max-rows", "50000");
        Assert.Equal(0, exit);
        JsonElement[] columns = [.. said.GetProperty("columns").EnumerateArray()];
        Assert.Equal(64, columns.Length);
        Assert.True(columns[0].GetProperty("mean").GetDouble() > 0.01);
        Assert.Equal(0, columns.Single(column => column.GetProperty("column").GetString() == "p0").GetProperty("mean").GetDouble()); // the first pixel is always 0
    }

    [Fact]
    public async Task A6_what_the_columns_of_a_row_add_sums_to_its_answer()
    {
        (int exit, JsonElement said) = await Tool.JsonAsync("explain", "row", Digits.Artifact(1), "--data", HeldOut, "--row", "3", "--background", "5", "--max-rows", "5000");
        Assert.Equal((0, "sampled"), (exit, said.GetProperty("method").GetString()));
        Assert.InRange(said.GetProperty("answer").GetDouble(), -1e-6, 1 + 1e-6);
    }
}
