namespace Gateway.ModelHost.Endpoints;

/// <summary>What is understood beyond the protocol's core, by Triton's names where it has one.</summary>
internal static class Extensions
{
    public static readonly string[] OverBoth = ["classification", "model_repository", "schedule_policy", "model_configuration", "statistics"];

    /// <summary>The last but one is JSON for FP16 and BF16, both ways.</summary>
    public static readonly string[] OverRest = [.. OverBoth, "binary_tensor_data", "half_precision_json", "v1_predict"];
}
