using System.Globalization;
using System.Text.Json.Nodes;

namespace Gateway.Core.Preflight;

/// <summary>What the training said of itself: a record's <c>history</c>, a list of losses for each name, an epoch each.</summary>
public static class HistoryChecks
{
    public const string Member = "history";

    /// <summary>As Keras, PyTorch's examples, scikit-learn and XGBoost call them.</summary>
    private static readonly string[] Train = ["loss", "train_loss", "training_loss", "trainLoss"], Validation = ["val_loss", "valid_loss", "validation_loss", "valLoss"];

    /// <returns>Nothing where nothing was said, unless the gate asks.</returns>
    public static IEnumerable<Finding> Of(Gate gate, JsonObject record)
    {
        JsonObject history = record[Member] as JsonObject ?? [];
        double[] train = Curve(history, Train), validation = Curve(history, Validation);
        if (train.Length > 0)
        {
            yield return Finite(train, validation);
            yield return train.Length < 2
                ? Finding.Inconclusive("history.falls", "there is one epoch")
                : Finding.Of("history.falls", train[^1] < train[0], $"the loss went from {CheckResult.Text(train[0])} to {CheckResult.Text(train[^1])} in {train.Length} epochs");
        }

        if (gate.MaxLossGap is { } most)
        {
            yield return train.Length == 0 || validation.Length == 0
                ? Finding.Inconclusive("history.gap", "the record's history has no training and validation loss")
                : Finding.Of("history.gap", validation[^1] - train[^1] <= most, $"validation {CheckResult.Text(validation[^1])}, training {CheckResult.Text(train[^1])}: {CheckResult.Text(validation[^1] - train[^1])} apart, {CheckResult.Text(most)} allowed");
        }
    }

    private static Finding Finite(double[] train, double[] validation)
    {
        int epoch = Array.FindIndex(train, loss => !double.IsFinite(loss)), validated = Array.FindIndex(validation, loss => !double.IsFinite(loss));
        return epoch < 0 && validated < 0
            ? Finding.Passed("history.finite", $"{train.Length} epochs")
            : Finding.Failed("history.finite", epoch >= 0 ? $"the training loss of epoch {epoch + 1} is {CheckResult.Text(train[epoch])}" : $"the validation loss of epoch {validated + 1} is {CheckResult.Text(validation[validated])}");
    }

    private static double[] Curve(JsonObject history, string[] names) => names.Select(name => history[name]).OfType<JsonArray>().Select(curve => curve.Select(Number).ToArray()).FirstOrDefault([]);

    /// <returns>NaN for what is none: "NaN" and "Infinity" are texts in JSON.</returns>
    private static double Number(JsonNode? value) =>
        value is JsonValue one && double.TryParse(one.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
}
