namespace Hivemind.Tenancy.Testing.Tests;

/// <summary>An adapter with one fault, and the case that finds it.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="CaughtBy">The name of the case.</param>
/// <param name="Create">Makes a harness over it.</param>
internal sealed record Broken<THarness>(string Fault, string CaughtBy, Func<THarness> Create);
