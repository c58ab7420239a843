namespace Gateway.Core.Evaluation;

/// <summary>One class of a classifier, as WEKA's table has it.</summary>
/// <param name="FalsePositives">Share of the other classes' rows.</param>
/// <param name="Auc">Of the class against all others; NaN without scores.</param>
public sealed record ClassFigures(string Class, long Rows, double Recall, double FalsePositives, double Precision, double F1, double Auc);
