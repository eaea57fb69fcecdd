#!/usr/bin/env bash
# Packs what src has built (Release), looks into the packages, and uses Hivemind.Tenancy from a new project outside the
# repository, as a stranger would. The program is the one that is also published ahead of time.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

feed=$work/feed
consumer=$work/consumer
# A package folder of its own: a version that was restored before must not stand in for the one just packed.
export NUGET_PACKAGES=$work/packages

complain() {
  echo "$1" >&2
  exit 1
}

dotnet pack "$root/Hivemind.Tenancy.sln" -c Release --no-build -o "$feed" -v quiet

shopt -s nullglob
packages=("$feed"/*.nupkg)
((${#packages[@]} > 0)) || complain "nothing was packed"

# MSBuild can unzip; the machine may not.
cat >"$work/unzip.proj" <<'XML'
<Project>
  <Target Name="Unzip">
    <Unzip SourceFiles="$(From)" DestinationFolder="$(To)" />
  </Target>
</Project>
XML
unzip_to() { dotnet msbuild "$work/unzip.proj" -v:quiet -nologo "-p:From=$1" "-p:To=$2"; }

holds() { [[ -s $1/$2 ]] || complain "$(basename "$1") lacks $2"; }

for package in "${packages[@]}"; do
  base=${package%.nupkg}
  [[ -f $base.snupkg ]] || complain "$(basename "$base") has no symbol package"
  contents=$work/contents/$(basename "$base")
  symbols=$work/symbols/$(basename "$base")
  unzip_to "$package" "$contents"
  unzip_to "$base.snupkg" "$symbols"

  nuspec=$(basename "$(echo "$contents"/*.nuspec)")
  id=${nuspec%.nuspec}
  holds "$contents" README.md
  [[ $(head -n 1 "$contents/README.md") == "# $id" ]] || complain "$id shows another page than its own"
  holds "$contents" "lib/net10.0/$id.dll"
  holds "$contents" "lib/net10.0/$id.xml"
  holds "$symbols" "lib/net10.0/$id.pdb"
  grep -q '<license type="expression">MIT</license>' "$contents/$nuspec" || complain "$id does not state its licence"
  grep -q '<readme>README.md</readme>' "$contents/$nuspec" || complain "$id does not name its README"
done

version_of() { sed -nE "s/.*Include=\"$1\" Version=\"([^\"]+)\".*/\1/p" "$root/Directory.Packages.props"; }
version=$(basename "$(echo "$feed"/Hivemind.Tenancy.[0-9]*.nupkg)" .nupkg)
version=${version#Hivemind.Tenancy.}

mkdir -p "$consumer"
cp "$root"/tests/Hivemind.Tenancy.AotSmoke/*.cs "$consumer"
cat >"$consumer/nuget.config" <<XML
<configuration>
  <packageSources>
    <add key="just-packed" value="$feed" />
  </packageSources>
</configuration>
XML
cat >"$consumer/Consumer.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Hivemind.Tenancy" Version="[$version]" />
    <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="$(version_of Microsoft.Extensions.DependencyInjection)" />
  </ItemGroup>
</Project>
XML

cd "$consumer"
dotnet build -c Release -o "$work/out" -v quiet
dotnet "$work/out/Consumer.dll"
