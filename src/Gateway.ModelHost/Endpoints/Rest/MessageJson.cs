using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>A message as Triton writes it in JSON: names as in the message's text, every number a number, and only messages and choices that were not made left out.</summary>
internal static class MessageJson
{
    public static JsonObject Of(IMessage message)
    {
        JsonObject json = [];
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder().Where(field => field is { IsRepeated: true } or { HasPresence: false } || field.Accessor.HasValue(message)))
        {
            json[field.Name] = Of(field, field.Accessor.GetValue(message));
        }

        return json;
    }

    private static JsonNode? Of(FieldDescriptor field, object value) =>
        field.IsMap ? Map(field.MessageType.FindFieldByName("value"), (IDictionary)value)
        : field.IsRepeated ? new JsonArray([.. ((IList)value).Cast<object>().Select(element => Single(field, element))])
        : Single(field, value);

    private static JsonObject Map(FieldDescriptor value, IDictionary entries)
    {
        JsonObject json = [];
        foreach (DictionaryEntry entry in entries)
        {
            json[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Single(value, entry.Value!);
        }

        return json;
    }

    private static JsonNode? Single(FieldDescriptor field, object value) => field.FieldType switch
    {
        FieldType.Message => Of((IMessage)value),
        FieldType.Enum => field.EnumType.FindValueByNumber((int)value).Name,
        _ => JsonValue.Create(value),
    };
}
