namespace Gateway.Routing.Limits;

/// <summary>Why a prediction is not let in.</summary>
/// <param name="Code">As HTTP would have it.</param>
/// <param name="Reason">Of the closed list that <see cref="Refusals"/> counts by.</param>
internal readonly record struct Refusal(int Code, string Reason, string Message);
