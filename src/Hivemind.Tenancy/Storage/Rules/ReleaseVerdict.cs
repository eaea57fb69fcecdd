namespace Hivemind.Tenancy.Storage;

/// <summary>What a store is to do with an allocation that was released.</summary>
public enum ReleaseVerdict
{
    /// <summary>Nothing: it was not what is meant.</summary>
    Nothing = 1,

    /// <summary>Write it: only its growth is gone.</summary>
    Write = 2,

    /// <summary>Remove it.</summary>
    Remove = 3,
}
