namespace Hivemind.Tenancy.AspNetCore;

/// <summary>An isolation level from its name and settings.</summary>
internal static class IsolationLevels
{
    public static IsolationLevelName NameOf(IsolationLevel level) => (IsolationLevelName)level.Kind;

    /// <summary>As the other, where nothing may be said.</summary>
    /// <exception cref="ApiProblemException">They are something else.</exception>
    public static IsolationLevel? MaybeOf(IsolationLevelName? name, IsolationSettingsDocument? settings) =>
        name is null && settings is null ? null : Of(name ?? IsolationLevelName.Soft, settings);

    /// <summary>
    /// Settings are needed with a custom level. With another one they may be there if they are what that level comes to, so that what was
    /// read can be sent back.
    /// </summary>
    /// <exception cref="ApiProblemException">They are missing, or are something else.</exception>
    public static IsolationLevel Of(IsolationLevelName name, IsolationSettingsDocument? settings)
    {
        if (name == IsolationLevelName.Custom)
        {
            return IsolationLevel.Custom(
                settings?.ToSettings() ?? throw ApiProblemException.Invalid("isolation_settings are needed with isolation_level custom."));
        }

        IsolationLevel level = name switch
        {
            IsolationLevelName.Hard => IsolationLevel.Hard,
            IsolationLevelName.Soft => IsolationLevel.Soft,
            IsolationLevelName.NetworkOnly => IsolationLevel.NetworkOnly,
            _ => throw ApiProblemException.Invalid("isolation_level has a value that is not allowed there."),
        };
        return settings is null || settings.ToSettings() == level.Settings ? level : throw ApiProblemException.Invalid(
            "isolation_settings of one's own go with isolation_level custom.");
    }
}
