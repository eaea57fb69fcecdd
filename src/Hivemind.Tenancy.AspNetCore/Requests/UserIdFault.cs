namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Why a signed-in principal has no user id that counts.</summary>
internal enum UserIdFault
{
    /// <summary>It has one, or nobody is signed in.</summary>
    None = 0,

    /// <summary>None of its authenticated identities says one.</summary>
    Missing = 1,

    /// <summary>Two of its authenticated identities say different ones.</summary>
    Ambiguous = 2,

    /// <summary>It is empty or white space.</summary>
    Empty = 3,

    /// <summary>It is longer than a user id may be.</summary>
    TooLong = 4,

    /// <summary>It is not one line of well-formed text without white space at its ends.</summary>
    NotOneLine = 5,
}
