using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.Billing;

/// <summary>
/// How much, exactly: a fraction of whole numbers of any size, 0 or more. An hour of one second is 1/3600, which no decimal is, and a year of byte-seconds
/// passes <see cref="decimal"/>; nothing is rounded before it is money.
/// </summary>
[JsonConverter(typeof(QuantityJsonConverter))]
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    /// <summary>More powers of ten than any exact text needs.</summary>
    private const int MaxDigits = 1000;

    private readonly BigInteger _numerator;
    private readonly BigInteger _denominator;

    /// <summary>Makes a quantity.</summary>
    /// <param name="numerator">0 or more.</param>
    /// <param name="denominator">More than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public Quantity(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.Sign < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(numerator), numerator, "A quantity is 0 or more.");
        }

        if (denominator.Sign <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(denominator), denominator, "The denominator is more than 0.");
        }

        BigInteger common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        _numerator = numerator / common;
        _denominator = denominator / common;
    }

    /// <summary>Nothing.</summary>
    public static Quantity Zero { get; }

    /// <summary>Above the line, in lowest terms.</summary>
    public BigInteger Numerator => _numerator;

    /// <summary>Below the line, in lowest terms.</summary>
    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => _numerator.IsZero;

    /// <summary>The sum.</summary>
    public static Quantity operator +(Quantity one, Quantity other) => one.Add(other);

    /// <summary>The difference.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
    public static Quantity operator -(Quantity one, Quantity other) => one.Subtract(other);

    /// <summary>The product.</summary>
    public static Quantity operator *(Quantity one, Quantity other) => one.Multiply(other);

    /// <summary>How often the other is in it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The other is 0.</exception>
    public static Quantity operator /(Quantity one, Quantity other) => one.Divide(other);

    /// <summary>Whether both are the same number.</summary>
    public static bool operator ==(Quantity one, Quantity other) => one.Equals(other);

    /// <summary>Whether they are different numbers.</summary>
    public static bool operator !=(Quantity one, Quantity other) => !one.Equals(other);

    /// <summary>Which is the smaller.</summary>
    public static bool operator <(Quantity one, Quantity other) => one.CompareTo(other) < 0;

    /// <summary>Which is the larger.</summary>
    public static bool operator >(Quantity one, Quantity other) => one.CompareTo(other) > 0;

    /// <summary>Which is not the larger.</summary>
    public static bool operator <=(Quantity one, Quantity other) => one.CompareTo(other) <= 0;

    /// <summary>Which is not the smaller.</summary>
    public static bool operator >=(Quantity one, Quantity other) => one.CompareTo(other) >= 0;

    /// <summary>The same number.</summary>
    public static implicit operator Quantity(decimal value) => FromDecimal(value);

    /// <summary>The same number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
    public static Quantity FromDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        BigInteger digits = (((BigInteger)(uint)bits[2]) << 64) | (((BigInteger)(uint)bits[1]) << 32) | (uint)bits[0];
        return new Quantity(value < 0 ? -digits : digits, BigInteger.Pow(10, value.Scale));
    }

    /// <summary>The same number of unit-seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
    public static Quantity FromUnitSeconds(UnitSeconds value) =>
        new((BigInteger)value.StepMicroseconds, (BigInteger)value.StepsPerUnit * TimeSpan.MicrosecondsPerSecond);

    /// <summary>The sum, as the operator has it.</summary>
    public Quantity Add(Quantity other) => new((Numerator * other.Denominator) + (other.Numerator * Denominator), Denominator * other.Denominator);

    /// <summary>The difference, as the operator has it.</summary>
    public Quantity Subtract(Quantity other) => new((Numerator * other.Denominator) - (other.Numerator * Denominator), Denominator * other.Denominator);

    /// <summary>The product, as the operator has it.</summary>
    public Quantity Multiply(Quantity other) => new(Numerator * other.Numerator, Denominator * other.Denominator);

    /// <summary>The quotient, as the operator has it.</summary>
    public Quantity Divide(Quantity other) => new(Numerator * other.Denominator, Denominator * other.Numerator);

    /// <summary>The nearest number with so many digits after the point; of two as near, the larger (half away from zero).</summary>
    /// <param name="digits">0 to 28.</param>
    public Quantity Round(int digits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 28);
        BigInteger scale = BigInteger.Pow(10, digits);
        return new Quantity(((Numerator * scale * 2) + Denominator) / (Denominator * 2), scale);
    }

    /// <summary>As <see cref="Round"/>, with exactly so many digits after the point: <c>12.50</c>.</summary>
    /// <param name="digits">0 to 28.</param>
    /// <exception cref="OverflowException">It passes what <see cref="decimal"/> can hold with so many digits.</exception>
    public decimal ToDecimal(int digits)
    {
        Quantity rounded = Round(digits);
        BigInteger value = rounded.Numerator * BigInteger.Pow(10, digits) / rounded.Denominator;
        if (value.GetBitLength() > 96)
        {
            throw new OverflowException($"{rounded} with {digits} digits after the point passes what a decimal can hold.");
        }

        return new decimal(Part(0), Part(32), Part(64), isNegative: false, (byte)digits);

        int Part(int bits) => unchecked((int)(uint)((value >> bits) & uint.MaxValue));
    }

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <inheritdoc/>
    public bool Equals(Quantity other) => Numerator == other.Numerator && Denominator == other.Denominator;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    /// <summary>The exact number: in plain digits where these end (<c>12.5</c>), else as a fraction (<c>1/3</c>). <see cref="Parse"/> reads both.</summary>
    public override string ToString()
    {
        int digits = 0;
        BigInteger rest = Denominator;
        while (!rest.IsOne && digits < MaxDigits && !(BigInteger.GreatestCommonDivisor(rest, 10) is { IsOne: true }))
        {
            rest /= BigInteger.GreatestCommonDivisor(rest, 10);
            digits++;
        }

        if (!rest.IsOne)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
        }

        string text = (Numerator * BigInteger.Pow(10, digits) / Denominator).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        return digits == 0 ? text : $"{text[..^digits]}.{text[^digits..]}";
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is no quantity.</exception>
    public static Quantity Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out Quantity quantity) ? quantity : throw new FormatException(
            $"'{text}' is no quantity: digits with a point or without (12.5), or a fraction (1/3).");
    }

    private static bool TryParse(string text, out Quantity quantity)
    {
        quantity = default;
        string[] fraction = text.Split('/');
        string[] point = text.Split('.');
        if (fraction.Length == 2 && IsWhole(fraction[0], out BigInteger numerator) && IsWhole(fraction[1], out BigInteger denominator) && !denominator.IsZero)
        {
            quantity = new Quantity(numerator, denominator);
            return true;
        }

        if (point.Length > 2 || !IsWhole(point[0], out _) || !IsWhole(point[^1], out _) || !IsWhole(string.Concat(point), out BigInteger digits))
        {
            return false;
        }

        quantity = new Quantity(digits, point.Length == 1 ? 1 : BigInteger.Pow(10, point[1].Length));
        return true;
    }

    private static bool IsWhole(string text, out BigInteger value) => BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
