using System.ComponentModel;
using System.Globalization;

namespace Hivemind.Tenancy;

internal sealed class TenantIdTypeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? TenantId.Parse(text) : base.ConvertFrom(context, culture, value);
}
