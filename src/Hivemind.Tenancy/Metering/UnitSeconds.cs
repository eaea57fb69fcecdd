using System.Globalization;

namespace Hivemind.Tenancy;

/// <summary>
/// A resource times how long it was held, exactly: core-seconds, byte-seconds, container-seconds. Kept as an integer of steps (see
/// <see cref="ResourceNames.StepsPerUnit"/>) times microseconds in 128 bits: 2^50 bytes over a century take 102 of them, where
/// <see cref="decimal"/> ends at 96.
/// </summary>
public readonly record struct UnitSeconds : IComparable<UnitSeconds>
{
    private const int MicrosecondDigits = 6;
    private const int ThousandthDigits = 3;

    private readonly int _perUnit;

    /// <summary>Makes an amount.</summary>
    /// <param name="stepMicroseconds">Steps of the resource times microseconds.</param>
    /// <param name="stepsPerUnit">1 or 1,000.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stepsPerUnit"/> is neither.</exception>
    public UnitSeconds(Int128 stepMicroseconds, int stepsPerUnit)
    {
        if (stepsPerUnit is not (1 or 1000))
        {
            throw new ArgumentOutOfRangeException(nameof(stepsPerUnit), stepsPerUnit, "1 or 1,000 steps make a unit.");
        }

        StepMicroseconds = stepMicroseconds;
        _perUnit = stepsPerUnit;
    }

    /// <summary>The exact integer.</summary>
    public Int128 StepMicroseconds { get; }

    /// <summary>How many steps make one unit: 1 or 1,000.</summary>
    public int StepsPerUnit => _perUnit == 0 ? 1 : _perUnit;

    private int Digits => MicrosecondDigits + (StepsPerUnit == 1 ? 0 : ThousandthDigits);

    /// <summary>The sum.</summary>
    /// <exception cref="ArgumentException">They are of resources with different steps.</exception>
    /// <exception cref="OverflowException">The sum passes 127 bits.</exception>
    public static UnitSeconds operator +(UnitSeconds one, UnitSeconds other) => one.Add(other);

    /// <summary>Which is the smaller.</summary>
    public static bool operator <(UnitSeconds one, UnitSeconds other) => one.CompareTo(other) < 0;

    /// <summary>Which is the larger.</summary>
    public static bool operator >(UnitSeconds one, UnitSeconds other) => one.CompareTo(other) > 0;

    /// <summary>Which is not the larger.</summary>
    public static bool operator <=(UnitSeconds one, UnitSeconds other) => one.CompareTo(other) <= 0;

    /// <summary>Which is not the smaller.</summary>
    public static bool operator >=(UnitSeconds one, UnitSeconds other) => one.CompareTo(other) >= 0;

    /// <summary>The sum, as the operator has it.</summary>
    public UnitSeconds Add(UnitSeconds other) => StepsPerUnit == other.StepsPerUnit || StepMicroseconds == 0 || other.StepMicroseconds == 0
        ? new(checked(StepMicroseconds + other.StepMicroseconds), StepMicroseconds == 0 ? other.StepsPerUnit : StepsPerUnit)
        : throw new ArgumentException("Resources with different steps have no sum.", nameof(other));

    /// <inheritdoc/>
    public int CompareTo(UnitSeconds other) => StepsPerUnit == other.StepsPerUnit
        ? StepMicroseconds.CompareTo(other.StepMicroseconds)
        : (StepMicroseconds * other.StepsPerUnit).CompareTo(other.StepMicroseconds * StepsPerUnit);

    /// <summary>The same number.</summary>
    /// <exception cref="OverflowException">It has more digits than a <see cref="decimal"/>; <see cref="ToString"/> has them all. Nothing is rounded.</exception>
    public decimal ToDecimal()
    {
        (UInt128 value, int digits) = (UInt128.CreateChecked(Int128.Abs(StepMicroseconds)), Digits);
        for (; digits > 0 && value % 10 == 0; digits--)
        {
            value /= 10;
        }

        return value >> 96 == 0
            ? new decimal((int)(uint)(value & uint.MaxValue), (int)(uint)((value >> 32) & uint.MaxValue), (int)(uint)(value >> 64), StepMicroseconds < 0, (byte)digits)
            : throw new OverflowException($"{this} has more digits than a decimal can hold.");
    }

    /// <summary>The number in plain digits, all of them, without trailing zeros: <c>12.5</c>.</summary>
    public override string ToString()
    {
        string digits = Int128.Abs(StepMicroseconds).ToString(CultureInfo.InvariantCulture).PadLeft(Digits + 1, '0');
        string fraction = digits[^Digits..].TrimEnd('0');
        return (StepMicroseconds < 0 ? "-" : null) + digits[..^Digits] + (fraction.Length > 0 ? "." : null) + fraction;
    }
}
