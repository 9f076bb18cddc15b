using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Telemetry.Server.OpenApi;

/// <summary>Schemas of the messages that the paths use, as protobuf's JSON mapping writes them.</summary>
internal sealed class SchemaBook
{
    private const string Prefix = "#/components/schemas/";

    public JsonObject Schemas { get; } = [];

    public JsonObject Of(FieldDescriptor field)
    {
        var one = OfOne(field);
        var schema = field.IsRepeated ? new JsonObject { ["type"] = "array", ["items"] = one } : one;
        if (ContractFiles.CommentOf(field.Declaration) is { Length: > 0 } comment)
            schema["description"] = comment;
        return schema;
    }

    public JsonObject Of(MessageDescriptor message)
    {
        switch (message.FullName)
        {
            case "google.protobuf.Timestamp":
                return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
            case "google.protobuf.Duration":
                return new JsonObject { ["type"] = "string", ["examples"] = new JsonArray("90s") };
            case "google.protobuf.Empty":
                return new JsonObject { ["type"] = "object" };
        }

        if (!Schemas.ContainsKey(message.FullName))
        {
            // Before its fields: a message may hold itself.
            var schema = new JsonObject();
            Schemas[message.FullName] = schema;
            Fill(schema, message, new HashSet<string>());
        }

        return new JsonObject { ["$ref"] = Prefix + message.FullName };
    }

    /// <summary>A message without the fields that its path holds.</summary>
    public JsonObject Without(MessageDescriptor message, IReadOnlySet<string> bound)
    {
        if (bound.Count == 0)
            return Of(message);
        var schema = new JsonObject();
        Fill(schema, message, bound);
        return schema;
    }

    private void Fill(JsonObject schema, MessageDescriptor message, IReadOnlySet<string> without)
    {
        schema["type"] = "object";
        if (ContractFiles.CommentOf(message.Declaration) is { Length: > 0 } comment)
            schema["description"] = comment;
        var properties = new JsonObject();
        schema["properties"] = properties;
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (!without.Contains(field.Name))
                properties[field.JsonName] = Of(field);
        }
    }

    private JsonObject OfOne(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Of(field.MessageType),
        FieldType.Enum => Of(field.EnumType),
        FieldType.Bool => new JsonObject { ["type"] = "boolean" },
        FieldType.String => new JsonObject { ["type"] = "string" },
        FieldType.Bytes => new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64" },
        FieldType.Float or FieldType.Double => new JsonObject { ["type"] = "number" },
        FieldType.Int32 or FieldType.UInt32 or FieldType.SInt32 or FieldType.Fixed32 or FieldType.SFixed32 =>
            new JsonObject { ["type"] = "integer" },
        // A number of JSON does not hold 64 bits.
        _ => new JsonObject { ["type"] = "string", ["pattern"] = "^-?[0-9]+$" },
    };

    private JsonObject Of(EnumDescriptor kind)
    {
        if (!Schemas.ContainsKey(kind.FullName))
        {
            var said = kind.Values.Select(value => $"{value.Name}: {ContractFiles.CommentOf(value.Declaration)}");
            Schemas[kind.FullName] = new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. kind.Values.Select(value => (JsonNode)value.Name)]),
                ["description"] = string.Join('\n', said.Prepend(ContractFiles.CommentOf(kind.Declaration))),
            };
        }

        return new JsonObject { ["$ref"] = Prefix + kind.FullName };
    }
}
