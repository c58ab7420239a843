using Gateway.Api;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Gateway.Telemetry;

/// <summary>The query parameters that an endpoint says it takes.</summary>
internal sealed class QueryParameters : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (string name in context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<QueryNames>().SelectMany(query => query.Names))
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }
    }
}
