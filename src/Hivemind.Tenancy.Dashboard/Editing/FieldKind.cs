namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>How something is typed.</summary>
public enum FieldKind
{
    /// <summary>One line of text.</summary>
    Line,

    /// <summary>Several lines.</summary>
    Lines,

    /// <summary>Yes or no.</summary>
    Check,

    /// <summary>One of several.</summary>
    Choice,

    /// <summary>A date and a time, in UTC.</summary>
    Moment,
}
