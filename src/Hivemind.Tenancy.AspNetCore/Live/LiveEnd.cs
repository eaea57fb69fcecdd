namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Why a live connection ends.</summary>
internal enum LiveEnd
{
    /// <summary>There is nothing more to come, or the host stops.</summary>
    Complete,

    /// <summary>Its user may not go on.</summary>
    Denied,

    /// <summary>For too long nobody could say whether they may.</summary>
    Unjudged,
}
