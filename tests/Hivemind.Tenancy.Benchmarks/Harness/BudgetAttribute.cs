namespace Hivemind.Tenancy.Benchmarks;

/// <summary>
/// What a benchmark class measures, and what it may cost: the method <c>Ours</c> beside the method <c>Bare</c>. Other methods
/// are printed, too, without a budget.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BudgetAttribute(string operation) : Attribute
{
    /// <summary>The row's name.</summary>
    public string Operation { get; } = operation;

    /// <summary>How many times the time of the bare primitive it may take.</summary>
    public double Ratio { get; init; }

    /// <summary>Nanoseconds beyond the bare primitive that are always allowed, whatever the ratio.</summary>
    public double ExtraNanoseconds { get; init; }

    /// <summary>How many bytes an operation may allocate; <see cref="AsBare"/> for no more than the bare primitive does.</summary>
    public int Bytes { get; init; }

    /// <summary>How many bytes beyond the bare primitive's an operation may allocate, where <see cref="Bytes"/> is <see cref="AsBare"/>.</summary>
    public int ExtraBytes { get; init; }

    /// <summary>Stands for "as many bytes as the bare primitive".</summary>
    public const int AsBare = -1;

    /// <summary>Stands for "as many bytes as it needs".</summary>
    public const int AnyBytes = -2;
}
