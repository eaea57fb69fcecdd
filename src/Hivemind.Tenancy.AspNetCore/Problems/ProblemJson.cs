using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>How problems are written without reflection: their members are elements.</summary>
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ProblemJson : JsonSerializerContext;
