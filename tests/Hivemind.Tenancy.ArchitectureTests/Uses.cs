using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hivemind.Tenancy.ArchitectureTests;

/// <summary>Everything that one node of source refers to, named or not: what it calls, what it makes, and the types that pass through it.</summary>
internal static class Uses
{
    public static IEnumerable<ISymbol> Of(SyntaxNode node, SemanticModel model)
    {
        // A part of a longer name says nothing that the whole does not, and a namespace's own name is no use of it.
        if (node.Parent is BaseNamespaceDeclarationSyntax or UsingDirectiveSyntax or QualifiedNameSyntax)
        {
            return [];
        }

        IEnumerable<ISymbol?> used = node switch
        {
            CommonForEachStatementSyntax each => OfForEach(model.GetForEachStatementInfo(each)),
            QueryClauseSyntax query => [model.GetQueryClauseInfo(query).OperationInfo.Symbol, model.GetQueryClauseInfo(query).CastInfo.Symbol],
            SelectOrGroupClauseSyntax select => [model.GetSymbolInfo(select).Symbol],
            ParameterSyntax parameter => TypesOf(model.GetDeclaredSymbol(parameter)?.Type),
            ConstructorInitializerSyntax initializer => [model.GetSymbolInfo(initializer).Symbol],
            ExpressionSyntax expression => OfExpression(expression, model),
            _ => [],
        };
        return used.OfType<ISymbol>();
    }

    private static IEnumerable<ISymbol?> OfExpression(ExpressionSyntax expression, SemanticModel model)
    {
        SymbolInfo symbol = model.GetSymbolInfo(expression);
        TypeInfo type = model.GetTypeInfo(expression);
        IEnumerable<ISymbol?> used =
        [
            symbol.Symbol,
            .. symbol.CandidateSymbols,
            model.GetConversion(expression).MethodSymbol,
            model.GetCollectionInitializerSymbolInfo(expression).Symbol,
            .. TypesOf(type.Type),
            .. TypesOf(type.ConvertedType),
        ];
        return expression switch
        {
            AwaitExpressionSyntax await => used.Append(model.GetAwaitExpressionInfo(await).GetAwaiterMethod),
            AssignmentExpressionSyntax assignment => used.Append(model.GetDeconstructionInfo(assignment).Method),
            _ => used,
        };
    }

    private static IEnumerable<ISymbol?> OfForEach(ForEachStatementInfo each) =>
        [each.GetEnumeratorMethod, each.MoveNextMethod, each.CurrentProperty, each.ElementConversion.MethodSymbol, .. TypesOf(each.ElementType)];

    /// <summary>A type with what it is made of: type arguments, and the elements of arrays.</summary>
    private static IEnumerable<ISymbol> TypesOf(ITypeSymbol? type) => type switch
    {
        INamedTypeSymbol named => named.TypeArguments.SelectMany(TypesOf).Prepend(named),
        IArrayTypeSymbol array => TypesOf(array.ElementType),
        _ => [],
    };
}
