namespace PlatformHost;

/// <summary>What the demo says when it is up.</summary>
internal static class Welcome
{
    public static string Text(string address) => $"""
        The platform is up at {address} (Ctrl+C stops it).

        DEMO ONLY: {DemoSignIn.Path} asks for no password. That is why this host listens on the loopback interface only.
        The dashboard, for a browser: {address} (choose whom to be there).
        Users:
        {string.Join('\n', DemoUsers.All.Select(u => $"  {u.Name}, {u.About}"))}

        Try, in another terminal:

          TOKEN=$(curl -sS -X POST '{address}{DemoSignIn.Path}?user=alice' | sed -E 's/.*"access_token":"([^"]+)".*/\1/')
          curl -sS -H "Authorization: Bearer $TOKEN" '{address}/api/v1/tenants'
          curl -sS -H "Authorization: Bearer $TOKEN" -H 'X-Tenant-Id: {DemoData.Acme}' -H 'Content-Type: application/json' -d '{ContainerRequest.Example}' '{address}/containers'

        The API in the browser: {address}/scalar (it works without the internet); as a document: {address}/openapi/v1.json
        """;
}
