using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>A way to ask a model, from the request's body to the answer's.</summary>
internal interface IModelCall
{
    /// <exception cref="Exception">Whatever <see cref="Answers"/> has a refusal for.</exception>
    Task AnswerAsync(HttpContext context, ReadyModel ready);
}
