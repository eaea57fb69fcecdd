using System.Net;
using System.Text.Json;
using Docker.DotNet;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>What failures of the client come to: an engine that does not answer, or one that refuses.</summary>
internal static class EngineError
{
    /// <summary>What the engine said, without the wrapping of the client.</summary>
    public static string Message(this DockerApiException e)
    {
        try
        {
            using JsonDocument body = JsonDocument.Parse(e.ResponseBody ?? string.Empty);
            return body.RootElement.GetProperty("message").GetString()!.Trim();
        }
        catch (Exception parse) when (parse is JsonException or InvalidOperationException or KeyNotFoundException or NullReferenceException)
        {
            return $"{(int)e.StatusCode} {e.StatusCode}";
        }
    }

    /// <summary>A failure as callers of engines know it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="e">The failure.</param>
    /// <param name="endpoint">Where it was looked for.</param>
    public static WorkloadEngineException Of(string node, Exception e, Uri? endpoint = null) => e switch
    {
        WorkloadEngineException known => known,
        DockerApiException api => new WorkloadEngineException($"Node '{node}' refuses: {api.Message()}", IsTransient(api.StatusCode), api),
        _ => new WorkloadEngineException($"Node '{node}' does not answer{(endpoint is null ? string.Empty : $" at {endpoint}")}.", innerException: e),
    };

    private static bool IsTransient(HttpStatusCode status) => (int)status >= 500 || status is HttpStatusCode.Conflict or HttpStatusCode.RequestTimeout;
}
