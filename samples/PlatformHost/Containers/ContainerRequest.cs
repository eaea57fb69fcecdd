using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace PlatformHost;

/// <summary>What a tenant asks to run.</summary>
public sealed record ContainerRequest
{
    /// <summary>One that works, as JSON.</summary>
    internal const string Example = """{"image":"nginx:1.27","cpu":0.5,"memory":268435456}""";

    [Description("What to run")]
    [Required]
    [StringLength(200, MinimumLength = 1)]
    [RegularExpression(@"[!-~]+")]
    public required string Image { get; init; }

    [Description("Cores it may use, in steps of 0.001")]
    [Range(typeof(decimal), "0.001", "1024")]
    public decimal Cpu { get; init; } = 1;

    [Description("Bytes of memory it may use")]
    [Range(1L << 20, 1L << 40)]
    public long Memory { get; init; } = 256L << 20;
}
