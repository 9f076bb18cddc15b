using System.ComponentModel.DataAnnotations;

namespace Telemetry.Server.Hosting;

/// <summary>
/// Reads options before anything is opened, so that a wrong setting stops the start with a line that names it.
/// </summary>
internal static class Settings
{
    /// <summary>Environment variables of this server begin so: <c>PATROL_Server__GrpcUrl</c>.</summary>
    public const string EnvironmentPrefix = "PATROL_";

    /// <exception cref="StartException">A setting is unknown, not readable, or out of its range.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        T options;
        try
        {
            options = configuration.GetSection(section).Get<T>(o => o.ErrorOnUnknownConfiguration = true) ?? new T();
        }
        catch (InvalidOperationException e)
        {
            throw new StartException($"cannot read the settings in {section}: {(e.InnerException ?? e).Message}");
        }

        Check(options, section);
        return options;
    }

    public static void Check(object options, string section)
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
            throw new StartException($"settings in {section}: {string.Join("; ", faults.Select(f => f.ErrorMessage))}");
    }
}
