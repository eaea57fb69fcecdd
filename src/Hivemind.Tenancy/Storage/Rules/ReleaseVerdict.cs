namespace Hivemind.Tenancy.Storage;

/// <summary>What a store is to do with an allocation that was released.</summary>
public enum ReleaseVerdict
{
    /// <summary>Nothing: it was not what is meant.</summary>
    Nothing = 0,

    /// <summary>Write it: only its growth is gone.</summary>
    Write = 1,

    /// <summary>Remove it.</summary>
    Remove = 2,
}
