namespace Gateway.Contracts;

/// <param name="Delivery">The sender's id of it.</param>
/// <param name="Says">What became of it: taken, known already, passed by.</param>
public sealed record HookAnswer(string Delivery, string Says);
