using System.Reflection;

namespace Hivemind.Tenancy.Tests;

/// <summary>The library under test, as reflection sees it.</summary>
internal static class Library
{
    public const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static readonly Assembly Assembly = typeof(Tenant).Assembly;

    public static readonly IReadOnlyList<Type> PublicTypes = Assembly.GetExportedTypes();

    public static IEnumerable<Type> PublicInterfaces => PublicTypes.Where(t => t.IsInterface);

    /// <summary>Methods that a caller or an heir outside the library sees, without accessors and operators.</summary>
    public static IEnumerable<MethodInfo> PublicMethods => PublicTypes
        .SelectMany(t => t.GetMethods(Declared))
        .Where(m => m is { IsSpecialName: false } && (m.IsPublic || m.IsFamily));

    public static string Name(MemberInfo member) => $"{member.DeclaringType?.Name}.{member.Name}";

    /// <summary>What is inside a <see cref="Task{TResult}"/>, <see cref="ValueTask{TResult}"/> or <see cref="Nullable{T}"/>; else the type itself.</summary>
    public static Type Unwrap(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() is { } open)
            && (open == typeof(Task<>) || open == typeof(ValueTask<>) || open == typeof(Nullable<>))
                ? Unwrap(type.GetGenericArguments()[0])
                : type;
}
