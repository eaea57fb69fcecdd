using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>How problems are written without reflection.</summary>
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class ProblemJson : JsonSerializerContext;
