namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Names of images, and what patterns let in.</summary>
public sealed class ImageNameTests
{
    [Theory]
    [InlineData("nginx", "docker.io/library/nginx:latest")]
    [InlineData("nginx:1.27", "docker.io/library/nginx:1.27")]
    [InlineData("acme/shop", "docker.io/acme/shop:latest")]
    [InlineData("index.docker.io/acme/shop", "docker.io/acme/shop:latest")]
    [InlineData("registry.example.com:5000/a/b:c", "registry.example.com:5000/a/b:c")]
    [InlineData("localhost/a", "localhost/a:latest")]
    [InlineData("4ab2f0c1", "docker.io/library/4ab2f0c1:latest")]
    public void A_name_is_completed_as_docker_does(string image, string name)
    {
        ImageName.TryComplete(image, out string full).Should().BeTrue();
        full.Should().Be(name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("UPPER/case")]
    [InlineData("a//b")]
    [InlineData("../../etc")]
    [InlineData("nginx:1.27\n")]
    [InlineData("sha256:4ab2f0c1:latest")]
    [InlineData("registry.example.com/")]
    [InlineData("evil.com@registry.example.com/x")]
    public void What_is_malformed_is_no_name(string image) => ImageName.TryComplete(image, out _).Should().BeFalse();

    [Theory]
    [InlineData("registry.example.com/shop:1", "registry.example.com/*", true)]
    [InlineData("registry.example.com/a/b/c", "registry.example.com/*", true)]
    [InlineData("registry.example.com.evil.com/shop", "registry.example.com/*", false)]
    [InlineData("evil.com/registry.example.com/shop", "registry.example.com/*", false)]
    [InlineData("evil.com/a.example.com/shop", "*.example.com/shop", false)]
    [InlineData("eu.example.com/shop:2", "*.example.com/*", true)]
    [InlineData("nginx:1.27", "nginx:1.*", true)]
    [InlineData("nginx:2", "nginx:1.*", false)]
    [InlineData("docker.io/library/nginx:1.27", "nginx:*", true)]
    [InlineData("acme/nginx:1.27", "nginx:*", false)]
    [InlineData("nginx", "nginx", true)]
    [InlineData("nginx:1", "nginx", false)]
    [InlineData("anything/at:all", "*", true)]
    public void A_pattern_lets_in_what_it_names(string image, string pattern, bool expected)
    {
        ImageName.TryComplete(image, out string name).Should().BeTrue();
        ImageName.Matches(name, pattern).Should().Be(expected);
    }
}
