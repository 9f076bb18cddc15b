using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Telemetry.Server.OpenApi;

/// <summary>
/// The JSON calls as an OpenAPI 3.1 document: made of the contract itself, so that it cannot say anything else.
/// </summary>
internal sealed class OpenApiDocument
{
    private readonly SchemaBook _book = new();
    private readonly JsonObject _paths = [];

    private OpenApiDocument()
    {
    }

    public static JsonObject Make()
    {
        var services = ContractFiles.ReadServices();
        var document = new OpenApiDocument();
        var tags = new JsonArray();
        foreach (var service in services)
        {
            var added = service.Methods.Sum(method => document.Add(service, method));
            if (added > 0)
                tags.Add((JsonNode)Tag(service.Name, ContractFiles.CommentOf(service.Declaration)));
        }

        foreach (var (path, item) in PlainPaths.Make())
            document._paths[path] = item;
        tags.Add((JsonNode)Tag(PlainPaths.Tag, "Files and pages by plain links."));
        return document.Whole(tags);
    }

    private static JsonObject Tag(string name, string description) =>
        new() { ["name"] = name, ["description"] = description };

    /// <summary>How many paths the method has.</summary>
    private int Add(ServiceDescriptor service, MethodDescriptor method)
    {
        var count = 0;
        foreach (var rule in HttpRules.Of(method))
        {
            if (_paths[rule.Path] is not JsonObject item)
                _paths[rule.Path] = item = [];
            item[rule.Verb] = OperationOf(service, method, rule, ++count);
        }

        return count;
    }

    private JsonObject OperationOf(ServiceDescriptor service, MethodDescriptor method, HttpRules rule, int number)
    {
        var comment = ContractFiles.CommentOf(method.Declaration);
        var parameters = new JsonArray([.. rule.PathNames.Select(PathParameter)]);
        var operation = new JsonObject
        {
            ["operationId"] = $"{service.Name}_{method.Name}{(number > 1 ? $"_{number}" : "")}",
            ["tags"] = new JsonArray(service.Name),
            ["summary"] = method.Name,
            ["description"] = comment,
            ["parameters"] = parameters,
        };
        if (rule.Body == "*")
            operation["requestBody"] = BodyOf(_book.Without(method.InputType, rule.Bound));
        else if (rule.Body.Length > 0)
            operation["requestBody"] = BodyOf(_book.Of(method.InputType.FindFieldByName(rule.Body)));
        if (rule.Body != "*")
            AddQuery(parameters, method.InputType, "", field => field == rule.Body || rule.Bound.Contains(field));
        operation["responses"] = ResponsesOf(method);
        return operation;
    }

    private static JsonNode PathParameter(string name) => new JsonObject
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["description"] = $"Id of the {name}.",
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    /// <summary>What is in neither path nor body; fields of messages by their path.</summary>
    private void AddQuery(
        JsonArray parameters, MessageDescriptor message, string prefix, Func<string, bool> isElsewhere)
    {
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (isElsewhere(field.Name))
                continue;
            var schema = _book.Of(field);
            if (field.FieldType == FieldType.Message && schema.ContainsKey("$ref"))
            {
                AddQuery(parameters, field.MessageType, $"{prefix}{field.JsonName}.", _ => false);
                continue;
            }

            schema.Remove("description");
            parameters.Add((JsonNode)new JsonObject
            {
                ["name"] = prefix + field.JsonName,
                ["in"] = "query",
                ["description"] = ContractFiles.CommentOf(field.Declaration),
                ["schema"] = schema,
            });
        }
    }

    private static JsonObject BodyOf(JsonObject schema) => new()
    {
        ["required"] = true,
        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } },
    };

    private JsonObject ResponsesOf(MethodDescriptor method) => new()
    {
        ["200"] = new JsonObject
        {
            ["description"] = method.IsServerStreaming ? "A line of JSON for each message, as they come." : "Done.",
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject { ["schema"] = _book.Of(method.OutputType) },
            },
        },
        ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Refusal" },
    };

    private JsonObject Whole(JsonArray tags)
    {
        _book.Schemas["google.rpc.Status"] = JsonNode.Parse(
            """
            {"type": "object", "description": "Why a call was refused.", "properties": {
              "code": {"type": "integer", "description": "gRPC status code."},
              "message": {"type": "string", "description": "For a person."},
              "details": {"type": "array", "items": {"type": "object"},
                "description": "ErrorInfo with a stable reason; BadRequest or RetryInfo where they help."}}}
            """);
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Patrol telemetry",
                ["version"] = "v1",
                ["description"] = "The calls of patrol.telemetry.v1 over HTTP, and files by link.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject()),
            ["tags"] = tags,
            ["paths"] = _paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = _book.Schemas,
                ["responses"] = new JsonObject
                {
                    ["Refusal"] = new JsonObject
                    {
                        ["description"] = "Refused; the reason is in the details.",
                        ["content"] = JsonNode.Parse(
                            """{"application/json": {"schema": {"$ref": "#/components/schemas/google.rpc.Status"}}}"""),
                    },
                },
                ["securitySchemes"] = JsonNode.Parse("""{"bearer": {"type": "http", "scheme": "bearer"}}"""),
            },
        };
    }
}
