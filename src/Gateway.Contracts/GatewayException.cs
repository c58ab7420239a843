namespace Gateway.Contracts;

/// <summary>The gateway answered no.</summary>
public sealed class GatewayException(Problem problem) : Exception(problem.Detail ?? problem.Title)
{
    public Problem Problem { get; } = problem;
}

/// <summary>The gateway did not answer.</summary>
public sealed class UnreachableException(string server, Exception reason) : Exception($"{server} cannot be reached: {reason.Message}", reason);
