using System.Text;
using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;

namespace Telemetry.Server.OpenApi;

/// <summary>One way to call a method over HTTP.</summary>
/// <param name="Path">As OpenAPI writes it: <c>/v1/exercises/{exercise}/gaps</c>.</param>
/// <param name="PathNames">The names in it, in order.</param>
/// <param name="Bound">Fields of the request that the path holds.</param>
/// <param name="Body"><c>*</c>, a field, or empty.</param>
internal sealed partial record HttpRules(
    string Verb, string Path, IReadOnlyList<string> PathNames, IReadOnlySet<string> Bound, string Body)
{
    public static IEnumerable<HttpRules> Of(MethodDescriptor method)
    {
        if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not { } rule)
            return [];
        return ((HttpRule[])[rule, .. rule.AdditionalBindings]).Select(Of);
    }

    private static HttpRules Of(HttpRule rule)
    {
        var (verb, template) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("get", rule.Get),
            HttpRule.PatternOneofCase.Post => ("post", rule.Post),
            HttpRule.PatternOneofCase.Put => ("put", rule.Put),
            HttpRule.PatternOneofCase.Patch => ("patch", rule.Patch),
            HttpRule.PatternOneofCase.Delete => ("delete", rule.Delete),
            _ => throw new NotSupportedException($"HTTP rule {rule.PatternCase}"),
        };
        var (names, bound) = (new List<string>(), new HashSet<string>());
        var path = Variable().Replace(template, match =>
        {
            bound.Add(match.Groups["field"].Value);
            return Expand(match.Groups["pattern"].Value, match.Groups["field"].Value, names);
        });
        return new HttpRules(verb, path, names, bound, rule.Body);
    }

    /// <summary>A resource name's parts are parameters: <c>exercises/*</c> is exercises/{exercise}.</summary>
    private static string Expand(string pattern, string field, List<string> names)
    {
        if (pattern.Length == 0)
        {
            names.Add(field);
            return $"{{{field}}}";
        }

        var path = new StringBuilder();
        var collection = field;
        foreach (var part in pattern.Split('/'))
        {
            if (path.Length > 0)
                path.Append('/');
            if (part != "*")
            {
                path.Append(part);
                collection = part;
                continue;
            }

            names.Add(collection.TrimEnd('s'));
            path.Append('{').Append(names[^1]).Append('}');
        }

        return path.ToString();
    }

    [GeneratedRegex(@"\{(?<field>[a-z_]+)(=(?<pattern>[^}]+))?\}")]
    private static partial Regex Variable();
}
